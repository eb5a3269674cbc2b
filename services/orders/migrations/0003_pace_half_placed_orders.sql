-- When a worker goes on with an order whose placing stopped half-way. Each try moves it on, so that those that cannot
-- be finished yet keep nobody waiting.
ALTER TABLE orders ADD COLUMN resume_at BIGINT NOT NULL DEFAULT 0;

DROP INDEX orders_half_placed;
CREATE INDEX orders_half_placed ON orders (resume_at) WHERE status = 'RESERVING';
