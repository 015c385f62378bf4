namespace Clemap.Server.Configuration;

/// <summary>The server cannot start as configured; the message names each key and its rule and is for the person at the console.</summary>
internal sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
