namespace Clemap.Simulator;

/// <summary>What the person at the command line can put right. Its message is one plain sentence.</summary>
internal sealed class UserErrorException(string message, Exception? inner = null) : Exception(message, inner);
