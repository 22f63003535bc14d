// Each test is one promise of the JavaScript SDK, kept by a Perdure host. The worker of the package is in this process;
// the orchestrators and activities whose names begin with "java" are served by the test process.
import './management.mjs';
import './orchestrations.mjs';
import './entities.mjs';
import './fleets.mjs';
import './faults.mjs';
import { after } from 'node:test';
import { close } from './hub.mjs';

after(close);
