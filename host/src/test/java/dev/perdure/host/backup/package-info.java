@NullMarked
package dev.perdure.host.backup;

import org.jspecify.annotations.NullMarked;
