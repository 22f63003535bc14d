/**
 * The vocabulary of durable execution, shared by every other module: instance ids, runtime statuses, failure
 * details. Immutable, without I/O. Its main types are {@link dev.perdure.core.InstanceId} and
 * {@link dev.perdure.core.RuntimeStatus}. It must not depend on any other module of Perdure.
 */
@NullMarked
package dev.perdure.core;

import org.jspecify.annotations.NullMarked;
