//! Agreements in the making: articles, brackets, private marks, versions.
