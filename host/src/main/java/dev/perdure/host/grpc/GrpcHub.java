package dev.perdure.host.grpc;

import dev.perdure.engine.TaskHubEngine;

/**
 * A hub as the gRPC door serves it.
 *
 * @param engine that runs it
 * @param rules of its clients, with its name
 */
public record GrpcHub(TaskHubEngine engine, GrpcDoorOptions.Rules rules) {}
