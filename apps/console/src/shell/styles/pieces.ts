/**
 * The styles of all that is loaded later, together less than 3 KB: with the first styles, and not with their pieces. A style sheet that does not arrive
 * is not loaded again by the bundler when its piece is, which would then be shown without.
 */
import '../../campaigns/failures/failures.css';
import '../../composer/composer.css';
import '../../device/disposal/disposal.css';
import '../../fleet/list/device-table.css';
import '../../parts/charts/time-chart.css';
import '../../parts/files/drop-zone.css';
import '../../parts/lists/stacking.css';
import '../../parts/parts.css';
