-- One hold of one ticket of an event that everybody wants, as an application without a combiner does it.
\set quantity 1
BEGIN;
SELECT available FROM peer.inventory WHERE ticket_type_id = 1 FOR UPDATE;
UPDATE peer.inventory SET available = available - :quantity, held = held + :quantity WHERE ticket_type_id = 1;
WITH placed AS (
  INSERT INTO peer.holds VALUES (gen_random_uuid(), 'somebody', 'HELD', 1800000000000) RETURNING order_id
), item AS (
  INSERT INTO peer.hold_items SELECT order_id, 1, :quantity FROM placed
)
INSERT INTO peer.outbox (id, data) SELECT order_id, '{"orderId":"of the hold","quantity":1}' FROM placed;
COMMIT;
