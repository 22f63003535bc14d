/**
 * The border between the client and the way its requests travel. The main type is
 * {@link dev.perdure.client.spi.Transport}: one blocking exchange. The HTTP session implements it, and so does a task hub
 * embedded in the same process. It must not depend on any other package of this module.
 */
@NullMarked
package dev.perdure.client.spi;

import org.jspecify.annotations.NullMarked;
