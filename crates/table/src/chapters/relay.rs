//! What the mediator conveys of what was said: drafted, approved by its senders, conveyed, read, answered.
