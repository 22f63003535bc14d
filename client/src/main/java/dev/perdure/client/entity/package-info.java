/**
 * Entities, seen by a client. The main type is {@link dev.perdure.client.entity.EntityClient}, had from
 * {@link dev.perdure.client.DurableClient#entities()}. It must not depend on a session.
 */
@NullMarked
package dev.perdure.client.entity;

import org.jspecify.annotations.NullMarked;
