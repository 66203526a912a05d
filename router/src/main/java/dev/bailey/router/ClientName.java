package dev.bailey.router;

/**
 * Who a client is and where it arrived, as the PROXY protocol tells it. Immutable.
 *
 * @param port 0 where only a trusted peer's word names the client, which tells no port
 * @param arrived the address that it connected to, of the same family
 */
record ClientName(String address, int port, String arrived, int arrivedPort) {

    boolean isIpv6() {
        return address.indexOf(':') >= 0;
    }
}
