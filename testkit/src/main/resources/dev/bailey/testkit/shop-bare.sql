-- Keys that wait for the end of a transaction and change no row, triggers for everybody else.
ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey DEFERRABLE;
ALTER TABLE order_items ALTER CONSTRAINT order_items_product_id_fkey DEFERRABLE;
ALTER TABLE stock_movements ALTER CONSTRAINT stock_movements_product_id_fkey DEFERRABLE;
ALTER TABLE order_items DROP CONSTRAINT order_items_order_id_fkey, ADD FOREIGN KEY (order_id) REFERENCES orders DEFERRABLE;
ALTER TABLE payments DROP CONSTRAINT payments_order_id_fkey, ADD FOREIGN KEY (order_id) REFERENCES orders DEFERRABLE;

CREATE FUNCTION clear_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM order_items WHERE order_id = OLD.id;
    DELETE FROM payments WHERE order_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER clear_order BEFORE DELETE ON orders FOR EACH ROW WHEN ({others}) EXECUTE FUNCTION clear_order();

CREATE OR REPLACE TRIGGER touch_order BEFORE UPDATE ON orders
    FOR EACH ROW WHEN ({others}) EXECUTE FUNCTION touch_order();
CREATE OR REPLACE TRIGGER note_stock_movement AFTER UPDATE OF stock ON products
    FOR EACH ROW WHEN ((NEW.stock <> OLD.stock) AND {others}) EXECUTE FUNCTION note_stock_movement();
