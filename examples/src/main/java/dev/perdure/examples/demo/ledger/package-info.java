/**
 * The ledger of a demo run and its judge. Activities append one {@link dev.perdure.examples.demo.ledger.LedgerLine}
 * per execution; {@link dev.perdure.examples.demo.ledger.LedgerJudge}, the main type, says from these lines and the
 * acknowledged starts alone whether an order was lost or doubled. It must not depend on the host, the client or the
 * SDK: the judge never asks those it judges.
 */
@NullMarked
package dev.perdure.examples.demo.ledger;

import org.jspecify.annotations.NullMarked;
