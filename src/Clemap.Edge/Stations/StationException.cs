namespace Clemap.Edge.Stations;

/// <summary>The station answers, but not as it must.</summary>
internal sealed class StationException(string message) : IOException(message);
