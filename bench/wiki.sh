#!/bin/bash
# Two MediaWikis of Debian's own packages with the same content, for comparing how they behave: the old one on Apache with
# mod_php, the new one on nginx with PHP-FPM, each with a MariaDB of its own; and MediaWiki's own API tests, of Debian's source package.
#
#   bench/wiki.sh up FOLDER       makes and starts both, and gets the tests
#   bench/wiki.sh suite           what "bailey contract suite" runs, with BASE_URL and WIKI_FOLDER in the environment
#   bench/wiki.sh down FOLDER     stops them
#
# Needs the packages mediawiki, apache2, libapache2-mod-php, php-fpm, php-mysql, nginx, mariadb-server, npm, none of them started.
set -eu
code=/usr/share/mediawiki
php=$(ls /usr/lib/apache2/modules/libphp*.so | grep -o '[0-9.]*[0-9]' | tail -1)

database() { # side port, with whatever else the server is told
    local side=$1 port=$2
    shift 2
    local d=$folder/$side/db
    mkdir -p "$folder/$side"
    [ -d "$d" ] || mariadb-install-db --no-defaults --datadir="$d" --user=root --auth-root-authentication-method=normal --skip-test-db >/dev/null
    mariadbd --no-defaults --user=root --datadir="$d" --port="$port" --bind-address=127.0.0.1 --socket="$d/s.sock" "$@" >"$folder/$side/db.log" 2>&1 &
    echo $! >"$folder/$side/db.pid"
    for _ in $(seq 100); do mariadb-admin --no-defaults -u root -S "$d/s.sock" ping >/dev/null 2>&1 && return; sleep 0.1; done
    echo "the $side database does not come up: $folder/$side/db.log" >&2
    exit 3
}

settings() { # side port-of-http
    local side=$1 port=$2
    sed -e "s#^\$wgServer = .*#\$wgServer = \"http://127.0.0.1:$port\";#" \
        -e "s#^\$wgDBserver = .*#\$wgDBserver = \"localhost:$folder/$side/db/s.sock\";#" "$folder/LocalSettings.php" >"$folder/$side/LocalSettings.php"
    mkdir -p "$folder/$side/cache" "$folder/$side/images"
    # What the tests ask for, in the words of MediaWiki's own CI.
    cat >>"$folder/$side/LocalSettings.php" <<PHP
\$wgCacheDirectory = "$folder/$side/cache";
\$wgUploadDirectory = "$folder/$side/images";
\$wgDebugLogFile = "";
\$wgRunJobsAsync = false;
\$wgJobRunRate = 0;
\$wgAPIMaxLagThreshold = 7;
\$wgPasswordAttemptThrottle = false;
\$wgRateLimits = [];
\$wgMainCacheType = CACHE_DB;
\$wgSessionCacheType = CACHE_DB;
\$wgUseRCPatrol = true;
\$wgRestAPIAdditionalRouteFiles[] = "includes/Rest/coreDevelopmentRoutes.json";
PHP
}

apache() {
    local d=$folder/old
    cat >"$d/apache.conf" <<CONF
ServerRoot /etc/apache2
ServerName 127.0.0.1
Listen 127.0.0.1:$old_port
PidFile $d/apache.pid
ErrorLog $d/apache.log
User www-data
Group www-data
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule env_module /usr/lib/apache2/modules/mod_env.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule php_module /usr/lib/apache2/modules/libphp$php.so
TypesConfig /etc/mime.types
StartServers 4
DocumentRoot $code
SetEnv MW_CONFIG_FILE $d/LocalSettings.php
<Directory $code>
    Require all granted
    DirectoryIndex index.php
    Options FollowSymLinks
</Directory>
<FilesMatch "\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
CONF
    apache2 -f "$d/apache.conf" -k start
}

nginx_and_fpm() {
    local d=$folder/new
    cat >"$d/fpm.conf" <<CONF
[global]
pid = $d/fpm.pid
error_log = $d/fpm.log
[wiki]
user = www-data
group = www-data
listen = $d/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 4
env[MW_CONFIG_FILE] = $d/LocalSettings.php
CONF
    "php-fpm$php" --fpm-config "$d/fpm.conf" --daemonize
    cat >"$d/nginx.conf" <<CONF
pid $d/nginx.pid;
error_log $d/nginx.log;
events {}
http {
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path $d/body; proxy_temp_path $d/proxy; fastcgi_temp_path $d/fastcgi; uwsgi_temp_path $d/uwsgi; scgi_temp_path $d/scgi;
    server {
        listen 127.0.0.1:$new_port;
        root $code;
        index index.php;
        # As nginx's and PHP's manuals have it.
        location ~ \.php(/|$) {
            fastcgi_split_path_info ^(.+?\.php)(/.*)$;
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
            fastcgi_param PATH_INFO \$fastcgi_path_info;
            fastcgi_pass unix:$d/fpm.sock;
        }
    }
}
CONF
    nginx -c "$d/nginx.conf"
}

up() {
    mkdir -p "$folder"
    chmod 755 "$folder"
    database old "$((old_port + 100))"
    # The new one is stricter, as managed servers are.
    database new "$((new_port + 100))" --sql-mode=TRADITIONAL --character-set-server=utf8mb4
    if [ ! -f "$folder/LocalSettings.php" ]; then
        mariadb --no-defaults -u root -S "$folder/old/db/s.sock" -e "create database wiki; create user wiki@localhost identified by 'wiki'; grant all on wiki.* to wiki@localhost"
        # The installer refuses where settings are; they are put where MW_CONFIG_FILE says.
        php "$code/maintenance/install.php" --confpath "$folder" --dbtype mysql --dbserver "localhost:$folder/old/db/s.sock" --dbname wiki \
            --dbuser wiki --dbpass wiki --scriptpath "" --server "http://127.0.0.1:$old_port" --pass "$password" --skins Vector Wiki Admin >"$folder/install.log"
    fi
    settings old "$old_port"
    settings new "$new_port"
    mariadb-dump --no-defaults -u root -S "$folder/old/db/s.sock" --databases wiki >"$folder/wiki.sql"
    mariadb --no-defaults -u root -S "$folder/new/db/s.sock" <"$folder/wiki.sql"
    mariadb --no-defaults -u root -S "$folder/new/db/s.sock" -e "create user if not exists wiki@localhost identified by 'wiki'; grant all on wiki.* to wiki@localhost"
    chown -R www-data "$folder"/{old,new}/{cache,images}
    chmod 755 "$folder"/{old,new} "$folder"/{old,new}/db
    apache
    nginx_and_fpm
    tests
    echo "old http://127.0.0.1:$old_port/   new http://127.0.0.1:$new_port/"
}

tests() {
    [ -d "$folder/suite/tests" ] && return
    mkdir -p "$folder/suite/lists/partial"
    cd "$folder/suite"
    echo "deb-src http://deb.debian.org/debian $(. /etc/os-release; echo "$VERSION_CODENAME") main" >src.list
    echo "deb-src http://deb.debian.org/debian-security $(. /etc/os-release; echo "$VERSION_CODENAME")-security main" >>src.list
    local apt="apt-get -qq -o Dir::Etc::sourcelist=$PWD/src.list -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists=$PWD/lists -o APT::Sandbox::User=root"
    $apt update
    $apt source --download-only mediawiki
    tar xzf mediawiki_*.orig.tar.gz --strip-components=1 --wildcards '*/tests/api-testing'
    npm init -y >/dev/null
    npm install --silent --no-fund --no-audit --ignore-scripts api-testing@1.5.0 mocha@10 mocha-junit-reporter@2 chai@4 domino@2 semver@7
}

suite() {
    cd "$WIKI_FOLDER/suite"
    # The library wants a file; its secret lets it run the wiki's jobs.
    local secret
    secret=$(sed -n 's/^\$wgSecretKey = "\(.*\)";/\1/p' "$WIKI_FOLDER/LocalSettings.php")
    cat >config.json <<JSON
{ "base_uri": "$BASE_URL/", "main_page": "Main_Page", "root_user": { "name": "Admin", "password": "$password" }, "secret_key": "$secret", "extra_parameters": {} }
JSON
    API_TESTING_CONFIG_FILE=$PWD/config.json exec npx mocha --recursive tests/api-testing --timeout 20000 \
        --reporter mocha-junit-reporter --reporter-options mochaFile=results/all.xml
}

down() {
    for pid in "$folder"/old/apache.pid "$folder"/new/nginx.pid "$folder"/new/fpm.pid "$folder"/old/db.pid "$folder"/new/db.pid; do
        [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null || true
    done
}

old_port=${OLD_PORT:-18410}
new_port=${NEW_PORT:-18420}
password=a-wiki-for-a-test
folder=${2:-}
case "${1:-}" in
up | down) [ -n "$folder" ] || { echo "name a folder" >&2; exit 2; }; mkdir -p "$folder"; folder=$(cd "$folder" && pwd); "$1" ;;
suite) suite ;;
*) echo "wiki.sh up FOLDER | suite | down FOLDER" >&2; exit 2 ;;
esac
