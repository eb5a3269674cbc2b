-- The trace of what made a row, so that what a worker does about it later belongs to the same trace.
ALTER TABLE orders ADD COLUMN traceparent TEXT NOT NULL DEFAULT '';
ALTER TABLE cancelled_events ADD COLUMN traceparent TEXT NOT NULL DEFAULT '';
