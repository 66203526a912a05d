package dev.bailey.router;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;

/** How an upstream is told of a connection's client before the first request on it. */
public enum ProxyProtocol {
    /** A line of text. */
    V1(HAProxyProtocolVersion.V1),
    /** Bytes. */
    V2(HAProxyProtocolVersion.V2);

    private final HAProxyProtocolVersion version;

    ProxyProtocol(HAProxyProtocolVersion version) {
        this.version = version;
    }

    /** Sends the header; to be called before anything else is written. */
    void name(ClientName client, ChannelPipeline pipeline) {
        HAProxyMessage header = new HAProxyMessage(
                version,
                HAProxyCommand.PROXY,
                client.isIpv6() ? HAProxyProxiedProtocol.TCP6 : HAProxyProxiedProtocol.TCP4,
                client.address(),
                client.arrived(),
                client.port(),
                client.arrivedPort());
        ChannelHandlerContext behind = pipeline.firstContext();
        pipeline.addFirst(HAProxyMessageEncoder.INSTANCE);
        behind.writeAndFlush(header).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        pipeline.remove(HAProxyMessageEncoder.INSTANCE);
    }
}
