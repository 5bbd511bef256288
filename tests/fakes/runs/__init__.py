"""Run files that earlier versions wrote."""
