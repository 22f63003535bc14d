/**
 * Codes for links: proof, carried in a URL, that its holder may do one thing to one instance until a moment. Main type:
 * {@link dev.perdure.host.links.LinkSigner}. Knows no HTTP.
 */
@NullMarked
package dev.perdure.host.links;

import org.jspecify.annotations.NullMarked;
