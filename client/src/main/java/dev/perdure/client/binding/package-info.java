/**
 * What concerns functions that are triggered by HTTP and have a client bound to them: the binding a host hands out
 * ({@link dev.perdure.client.binding.ClientBinding}) and the answers to give to those who trigger
 * ({@link dev.perdure.client.binding.HttpManagement}). It must not depend on a session.
 */
@NullMarked
package dev.perdure.client.binding;

import org.jspecify.annotations.NullMarked;
