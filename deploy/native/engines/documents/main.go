// A server for the MongoDB protocol out of FerretDB's embeddable package: the command of its module cannot be built
// from the module alone. Runs until SIGTERM or SIGINT.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:27017", "address and port")
	folder := flag.String("folder", "", "where the data lies: the server has no passwords")
	postgres := flag.String("postgres", "", "instead: URL of a PostgreSQL database, whose roles and passwords are asked for")
	flag.Parse()
	if err := run(*listen, *folder, *postgres); err != nil {
		fmt.Fprintf(os.Stderr, "documents: %v\n", err)
		os.Exit(1)
	}
}

func run(listen, folder, postgres string) error {
	config := &ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: listen},
		Logger:   slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if postgres != "" {
		config.Handler, config.PostgreSQLURL = "postgresql", postgres
	} else {
		config.Handler, config.SQLiteURL = "sqlite", "file:"+folder+"/"
	}
	server, err := ferretdb.New(config)
	if err != nil {
		return err
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	return server.Run(stop)
}
