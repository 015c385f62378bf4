namespace Clemap.Edge.DigitalIo;

/// <summary>A contact of the device or of a module that closes and opens a contactor.</summary>
internal interface IDigitalOutput
{
    /// <summary>Grows when it was out of reach and may have forgotten what was written to it.</summary>
    int Generation { get; }

    /// <summary>After how long without a write it opens by itself; <see langword="null"/> when it does not.</summary>
    TimeSpan? DropsAfter { get; }

    /// <exception cref="IOException">It cannot be read; nothing is known of it then.</exception>
    Task<bool> IsOnAsync(CancellationToken cancellation);

    /// <exception cref="IOException">It cannot be written; how it stands is not known then.</exception>
    Task SetAsync(bool on, CancellationToken cancellation);
}
