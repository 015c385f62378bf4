using System.Text.Json.Serialization;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.BuildingInterface;

/// <summary>
/// What a building management system wants: a limit at the grid connection that can only lower what was commissioned. Modbus and REST write the same values,
/// and the last writer wins. When nobody says that he is still there, the fallback holds until somebody does; so it does after a restart.
/// </summary>
internal sealed class BuildingControl
{
    private const string Stored = "building-control";

    private readonly Lock gate = new();
    private readonly Documents documents;
    private readonly TimeProvider time;
    private readonly Signal changed;
    private readonly TimeSpan keepAlive;
    private readonly double ratingA;
    private BuildingSettings settings;
    private long? heardAt;

    /// <param name="changed">Wakes the control loop.</param>
    public BuildingControl(EdgeConfiguration configuration, Documents documents, Signal changed, TimeProvider time)
    {
        (this.documents, this.changed, this.time) = (documents, changed, time);
        keepAlive = TimeSpan.FromSeconds(configuration.Building?.KeepAliveS ?? BuildingConfiguration.UsualKeepAliveS);
        ratingA = configuration.Circuits.First(circuit => circuit.ParentId is null).RatingA;
        IsOffered = configuration.Building is not null;
        settings = documents.Find(Stored, BuildingJson.Default.BuildingSettings)?.Document ?? new BuildingSettings(false, ratingA, null);
    }

    /// <summary>False where the configuration does not open the interface: then nothing of it is in force.</summary>
    public bool IsOffered { get; }

    /// <summary>What was written last, never above the rating.</summary>
    public BuildingSettings Settings
    {
        get
        {
            lock (gate)
                return settings;
        }
    }

    /// <summary>After so long without a sign of life the fallback holds.</summary>
    public TimeSpan KeepAlivePatience => keepAlive;

    /// <summary>Whether somebody was heard in time.</summary>
    public bool IsAlive
    {
        get
        {
            lock (gate)
                return heardAt is { } at && time.GetElapsedTime(at) <= keepAlive;
        }
    }

    /// <summary>At the grid connection, A per phase; <see langword="null"/> when nobody limits it.</summary>
    public double? LimitA
    {
        get
        {
            lock (gate)
                return !IsOffered || !settings.Active ? null : IsAlive ? settings.LimitA : settings.FallbackA ?? settings.LimitA;
        }
    }

    /// <summary>Any write counts, and this one says nothing else.</summary>
    public void KeepAlive()
    {
        bool back;
        lock (gate)
        {
            back = !IsAlive;
            heardAt = time.GetTimestamp();
        }
        if (back)
            changed.Set();
    }

    /// <param name="change">Of what was written before.</param>
    /// <exception cref="ArgumentOutOfRangeException">A current is negative or no number; nothing is changed.</exception>
    public void Write(Func<BuildingSettings, BuildingSettings> change)
    {
        lock (gate)
        {
            var next = change(settings);
            // Above the rating a limit has no effect, and what is in force is what is answered.
            next = next with
            {
                LimitA = Lowered(next.LimitA, nameof(next.LimitA)),
                FallbackA = next.FallbackA is { } fallbackA ? Lowered(fallbackA, nameof(next.FallbackA)) : null,
            };
            if (next != settings)
                documents.Put(Stored, next, time.GetUtcNow(), BuildingJson.Default.BuildingSettings);
            (settings, heardAt) = (next, time.GetTimestamp());
        }
        changed.Set();
    }

    private double Lowered(double currentA, string name) =>
        double.IsFinite(currentA) && currentA >= 0
            ? Math.Min(currentA, ratingA)
            : throw new ArgumentOutOfRangeException(name, currentA, "must be a number of amperes, not negative");
}

/// <param name="LimitA">A per phase at the grid connection.</param>
/// <param name="FallbackA">The same, when the building is silent; <see langword="null"/> when nobody said: then the limit stays.</param>
internal sealed record BuildingSettings(bool Active, double LimitA, double? FallbackA);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BuildingSettings))]
internal sealed partial class BuildingJson : JsonSerializerContext;
