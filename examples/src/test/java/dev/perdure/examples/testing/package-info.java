/**
 * How durable code is tested: the code of docs/testing.md. Begin with {@link dev.perdure.examples.testing.InvoiceTest};
 * {@link dev.perdure.examples.testing.BrokenInvoiceTest} shows a mistake being caught.
 */
@NullMarked
package dev.perdure.examples.testing;

import org.jspecify.annotations.NullMarked;
