namespace Clemap.Server.Postgres;

/// <summary>The private PostgreSQL could not be set up or started; the message is for the person at the console.</summary>
internal sealed class PrivatePostgresException(string message, Exception? inner = null) : Exception(message, inner);
