namespace Clemap.Identity;

/// <summary>Sign-in cannot work as configured; the message names each key and its rule, one a line, and is for the person at the console.</summary>
public sealed class IdentitySettingsException(string message) : Exception(message);
