namespace Clemap.Demo;

/// <summary>Something that the person at the console can mend; the message is one clear sentence.</summary>
internal sealed class DemoException(string message, Exception? inner = null) : Exception(message, inner);
