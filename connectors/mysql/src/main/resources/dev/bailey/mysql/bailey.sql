-- Everything that Bailey keeps about one database, in a database beside it. May be run again.
CREATE DATABASE IF NOT EXISTS {own} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Written first in each of Bailey's transactions, so that whoever reads the log knows them. The counter rises with each
-- write, for an update that changes nothing is not in the log.
CREATE TABLE IF NOT EXISTS {own}.checkpoint (
    stream varchar(64) PRIMARY KEY,
    position text CHARACTER SET ascii NOT NULL,
    counter bigint NOT NULL,
    applying boolean NOT NULL,
    mark varchar(200) NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS {own}.copied (
    stream varchar(64) NOT NULL,
    table_schema varchar(64) NOT NULL,
    table_name varchar(64) NOT NULL,
    at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (stream, table_schema, table_name)
) ENGINE = InnoDB;

-- Streams that are read from this side's log, and how far that is known to be durable on the other side.
CREATE TABLE IF NOT EXISTS {own}.stream (
    name varchar(64) PRIMARY KEY,
    position text CHARACTER SET ascii NOT NULL,
    at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
) ENGINE = InnoDB;

-- Marks stand in the log as changes of these two tables: those that come again and again, each on a row of whoever
-- writes it, and those that are written once.
CREATE TABLE IF NOT EXISTS {own}.beat (
    session bigint unsigned PRIMARY KEY,
    counter bigint NOT NULL,
    mark varchar(200) NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS {own}.mark (
    name varchar(200) PRIMARY KEY,
    at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
) ENGINE = InnoDB;

-- Secondary indexes and foreign keys that were left off tables to be built when the rows are there.
CREATE TABLE IF NOT EXISTS {own}.to_build (
    table_schema varchar(64) NOT NULL,
    table_name varchar(64) NOT NULL,
    number int NOT NULL,
    statement mediumtext NOT NULL,
    PRIMARY KEY (table_schema, table_name, number)
) ENGINE = InnoDB;

-- The guard's state: one row, which the guard's triggers read with a shared lock that their transaction holds to its
-- end. So whoever changes the row has waited for every writer that passed it, and snapshots of any age see the change.
CREATE TABLE IF NOT EXISTS {own}.guard (
    id int PRIMARY KEY,
    kind varchar(10) NOT NULL,
    epoch bigint NOT NULL,
    until datetime(3) NOT NULL
) ENGINE = InnoDB;

-- Where tenants move apart: each slice has a row of the guard by its number here, and 1 is the last one's; whose tenants
-- are listed is in the other table, by the bytes of their names in UTF-8. Triggers read both as they read the guard.
CREATE TABLE IF NOT EXISTS {own}.slice (
    id int PRIMARY KEY,
    name varchar(40) CHARACTER SET ascii NOT NULL,
    members varchar(60) CHARACTER SET ascii NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS {own}.tenant (
    name varbinary(800) PRIMARY KEY,
    slice int NOT NULL
) ENGINE = InnoDB;

-- Has the triggers of a table whose rows have tenants, to be tried; always empty.
CREATE TABLE IF NOT EXISTS {own}.tenant_probe (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    tenant varchar(200)
) ENGINE = InnoDB;

-- Changes that did not fit what was here. Rows are JSON by column.
CREATE TABLE IF NOT EXISTS {own}.conflict (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    stream varchar(64) NOT NULL,
    position text CHARACTER SET ascii NOT NULL,
    counter bigint NOT NULL,
    table_schema varchar(64) NOT NULL,
    table_name varchar(64) NOT NULL,
    kind varchar(30) NOT NULL,
    decision varchar(10) NOT NULL,
    row_key mediumtext NOT NULL,
    incoming mediumtext,
    found mediumtext,
    healed_by varchar(200),
    epoch bigint
) ENGINE = InnoDB;

-- The application's triggers that were taken off here, noted before they went, and those that Bailey made: brought.
CREATE TABLE IF NOT EXISTS {own}.app_trigger (
    name varchar(64) PRIMARY KEY,
    off boolean NOT NULL,
    brought boolean NOT NULL,
    table_name varchar(64) NOT NULL,
    moment varchar(30) NOT NULL,
    number int NOT NULL,
    statement longtext NOT NULL,
    sql_mode text NOT NULL,
    client varchar(64) NOT NULL,
    collation varchar(64) NOT NULL
) ENGINE = InnoDB;
