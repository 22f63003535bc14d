/**
 * The gRPC door: serves workers and clients of the Durable Task protocol. Main type: {@link dev.perdure.host.grpc.GrpcDoor}. Must
 * not know the HTTP door or the storage.
 */
@NullMarked
package dev.perdure.host.grpc;

import org.jspecify.annotations.NullMarked;
