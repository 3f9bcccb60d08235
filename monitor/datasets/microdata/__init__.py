"""The activity rows for science: k-anonymous, without anything sensitive, with the loss stated."""
