package dev.bailey.router;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A client of {@link GrpcApplication} on the library that gRPC's own people wrote, with one connection. */
final class GrpcCaller implements AutoCloseable {

    private final ManagedChannel channel;

    private GrpcCaller(NettyChannelBuilder builder) {
        channel = builder.maxInboundMessageSize(Integer.MAX_VALUE).build();
    }

    static GrpcCaller inClearText(int port) {
        return new GrpcCaller(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext());
    }

    static GrpcCaller byTls(int port, String host, Path authority) throws IOException {
        return new GrpcCaller(NettyChannelBuilder.forAddress("127.0.0.1", port)
                .overrideAuthority(host)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(authority.toFile())
                        .build()));
    }

    /** Whoever wants more than the library's short forms. */
    Channel channel() {
        return channel;
    }

    String ask(MethodDescriptor<String, String> method, String words) {
        return ask(method, CallOptions.DEFAULT, words);
    }

    String ask(MethodDescriptor<String, String> method, CallOptions options, String words) {
        return ClientCalls.blockingUnaryCall(channel, method, options, words);
    }

    /** In the background; its failure is that of the call. */
    CompletableFuture<String> asking(MethodDescriptor<String, String> method, String words) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(channel.newCall(method, CallOptions.DEFAULT), words, GrpcAnswers.first(answer));
        return answer;
    }

    List<String> all(MethodDescriptor<String, String> method, String words) {
        List<String> all = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, words)
                .forEachRemaining(all::add);
        return all;
    }

    /** Sends along what it is given and puts what comes back into the other two, head and trailers. */
    Channel with(Metadata sent, AtomicReference<Metadata> head, AtomicReference<Metadata> trailers) {
        return ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(head, trailers));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
