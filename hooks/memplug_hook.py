"""What `memplug install` writes into an agent's settings: `python -I -S memplug_hook.py session-start --host NAME`.

Started in isolation and without `site`, Python is ready sooner, and no PYTHON* variable, `.pth` file or folder of the
session's can get in the way. Small on purpose: the file that is run is compiled anew each time.
"""

import os
import sys

package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Installed, this folder lies inside the package; in a checkout beside it.
installed = os.path.exists(os.path.join(package, "__init__.py"))
sys.path.insert(0, os.path.dirname(package) if installed else package)

from memplug.__main__ import main

sys.exit(main())
