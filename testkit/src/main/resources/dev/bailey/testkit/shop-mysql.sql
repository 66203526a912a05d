CREATE TABLE customers (
    id    bigint AUTO_INCREMENT PRIMARY KEY,
    name  varchar(200) NOT NULL,
    email varchar(200) NOT NULL UNIQUE,
    since timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
);

CREATE TABLE products (
    id            bigint AUTO_INCREMENT PRIMARY KEY,
    sku           varchar(50) NOT NULL UNIQUE,
    name          varchar(200) NOT NULL,
    price         decimal(10, 2) NOT NULL CHECK (price > 0),
    initial_stock int NOT NULL,
    stock         int NOT NULL,
    CONSTRAINT stock_is_not_negative CHECK (stock >= 0)
);

CREATE TABLE orders (
    id          bigint AUTO_INCREMENT PRIMARY KEY,
    number      varchar(100) NOT NULL,
    customer_id bigint NOT NULL,
    amount      decimal(12, 2) NOT NULL,
    details     json NOT NULL,
    placed_at   timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  timestamp(6) NULL ON UPDATE CURRENT_TIMESTAMP(6),
    revision    int NOT NULL DEFAULT 1,
    CONSTRAINT order_number_is_unique UNIQUE (number),
    KEY orders_by_customer (customer_id, placed_at),
    FOREIGN KEY (customer_id) REFERENCES customers (id)
);

CREATE TABLE order_items (
    order_id   bigint NOT NULL,
    line       int NOT NULL,
    product_id bigint NOT NULL,
    quantity   int NOT NULL CHECK (quantity > 0),
    unit_price decimal(10, 2) NOT NULL,
    line_total decimal(12, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    PRIMARY KEY (order_id, line),
    KEY order_items_by_product (product_id),
    FOREIGN KEY (order_id) REFERENCES orders (id),
    FOREIGN KEY (product_id) REFERENCES products (id)
);

CREATE TABLE payments (
    id        bigint AUTO_INCREMENT PRIMARY KEY,
    order_id  bigint NOT NULL UNIQUE,
    amount    decimal(12, 2) NOT NULL,
    state     enum('authorised', 'captured', 'refunded') NOT NULL DEFAULT 'authorised',
    reference varchar(100),
    at        timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    FOREIGN KEY (order_id) REFERENCES orders (id)
);

CREATE TABLE stock_movements (
    id         bigint AUTO_INCREMENT PRIMARY KEY,
    product_id bigint NOT NULL,
    delta      int NOT NULL,
    at         timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY stock_movements_by_product (product_id),
    FOREIGN KEY (product_id) REFERENCES products (id)
);

-- One row for each committed write, by the token its client gave it. The token is deliberately not unique here:
-- a write carried out twice must be able to show.
CREATE TABLE "AuditTrail" (
    "Id"      bigint AUTO_INCREMENT PRIMARY KEY,
    "Token"   varchar(100) NOT NULL,
    "Event"   enum('placed', 'paid', 'cancelled', 'swapped') NOT NULL,
    "Subject" varchar(200) NOT NULL,
    "At"      timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY "AuditTrail_by_Token" ("Token")
);
