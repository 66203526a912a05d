INSERT INTO customers (name, email, since)
SELECT 'Customer ' || i, 'customer' || i || '@shop.example', timestamptz '2020-01-01 00:00Z' + i * interval '1 hour'
FROM generate_series(1, {customers}) AS i ORDER BY i;

INSERT INTO products (sku, name, price, initial_stock, stock)
SELECT 'SKU-' || i, 'Product ' || i, 1 + (i * 37 % 9900) / 100.0, 2000000, 2000000
FROM generate_series(1, {products}) AS i ORDER BY i;

INSERT INTO orders (number, customer_id, amount, details, placed_at)
SELECT 'OLD-' || i, 1 + i % {customers}, 0,
       jsonb_build_object('channel', CASE i % 3 WHEN 0 THEN 'web' ELSE 'app' END, 'gift', i % 7 = 0, 'note', repeat('*', i % 50)),
       timestamptz '2024-01-01 00:00Z' + i * interval '1 minute'
FROM generate_series(1, {orders}) AS i ORDER BY i;

INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT o.id, line, p.id, 1 + (o.id + line) % 3, p.price
FROM orders o CROSS JOIN generate_series(1, 2) AS line JOIN products p ON p.id = 1 + (o.id * 2 + line) % {products};

UPDATE orders SET amount = (SELECT sum(line_total) FROM order_items WHERE order_id = orders.id);

UPDATE products SET stock = initial_stock - sold.quantity
FROM (SELECT product_id, sum(quantity) AS quantity FROM order_items GROUP BY product_id) AS sold
WHERE sold.product_id = products.id;

INSERT INTO payments (order_id, amount, state, reference)
SELECT id, amount, CASE id % 2 WHEN 0 THEN 'captured' ELSE 'authorised' END::payment_state, 'OLD-' || id FROM orders ORDER BY id;
