"""What an indicator is: vocabulary, kinds of indicators, sources, checks of a concept."""
