/**
 * How values become payload text and back: {@link dev.perdure.core.data.DataConverter}, with Jackson as the default.
 * The engine never looks into payloads and does not use this package.
 */
@NullMarked
package dev.perdure.core.data;

import org.jspecify.annotations.NullMarked;
