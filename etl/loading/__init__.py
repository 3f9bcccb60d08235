"""The register, the transaction of a load, the archive, and warehouses made anew from it."""
