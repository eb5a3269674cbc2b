-- Until when the order's tickets are held, as far as that was known when the payment was made.
ALTER TABLE payments ADD COLUMN hold_expires_at BIGINT;
