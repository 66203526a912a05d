-- Each engine has its own name for how far a recursion goes, and does not read the other's.
SET @@session.sort_buffer_size = DEFAULT
    /*!80000 , @@session.cte_max_recursion_depth = 1000000 */ /*M!100300 , @@session.max_recursive_iterations = 1000000 */;

CREATE TEMPORARY TABLE numbers (i int PRIMARY KEY);

INSERT INTO numbers
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < GREATEST({customers}, {products}, {orders}))
SELECT i FROM n;

INSERT INTO customers (name, email, since)
SELECT CONCAT('Customer ', i), CONCAT('customer', i, '@shop.example'), TIMESTAMP '2020-01-01 00:00:00' + INTERVAL i HOUR
FROM numbers WHERE i <= {customers} ORDER BY i;

INSERT INTO products (sku, name, price, initial_stock, stock)
SELECT CONCAT('SKU-', i), CONCAT('Product ', i), 1 + (i * 37 % 9900) / 100.0, 2000000, 2000000
FROM numbers WHERE i <= {products} ORDER BY i;

INSERT INTO orders (number, customer_id, amount, details, placed_at)
SELECT CONCAT('OLD-', i), 1 + i % {customers}, 0,
       JSON_OBJECT('channel', CASE i % 3 WHEN 0 THEN 'web' ELSE 'app' END, 'gift', i % 7 = 0, 'note', REPEAT('*', i % 50)),
       TIMESTAMP '2024-01-01 00:00:00' + INTERVAL i MINUTE
FROM numbers WHERE i <= {orders} ORDER BY i;

INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT o.id, l.line, p.id, 1 + (o.id + l.line) % 3, p.price
FROM orders o CROSS JOIN (SELECT 1 AS line UNION ALL SELECT 2) l JOIN products p
    ON p.id = 1 + (o.id * 2 + l.line) % {products};

UPDATE orders SET amount = COALESCE((SELECT SUM(line_total) FROM order_items WHERE order_id = orders.id), 0),
    updated_at = NULL;

UPDATE products p JOIN (SELECT product_id, SUM(quantity) AS quantity FROM order_items GROUP BY product_id) sold
    ON sold.product_id = p.id
SET p.stock = p.initial_stock - sold.quantity;

INSERT INTO stock_movements (product_id, delta)
SELECT id, stock - initial_stock FROM products WHERE stock <> initial_stock ORDER BY id;

INSERT INTO payments (order_id, amount, state, reference)
SELECT id, amount, CASE id % 2 WHEN 0 THEN 'captured' ELSE 'authorised' END, CONCAT('OLD-', id) FROM orders ORDER BY id;

DROP TEMPORARY TABLE numbers;
