/// The report: one HTML file about a run directory that opens offline.
@NullMarked
package dev.tombola.app.report;

import org.jspecify.annotations.NullMarked;
