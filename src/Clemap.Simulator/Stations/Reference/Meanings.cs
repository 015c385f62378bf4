using System.Text.Json;

namespace Clemap.Simulator.Stations.Reference;

/// <summary>What the registers mean to the physics, see the top of <c>meanings.json</c>.</summary>
internal sealed record Meanings(IReadOnlyDictionary<string, Meaning> Registers, IReadOnlyDictionary<string, ModelMeaning> Models)
{
    public ModelMeaning Of(ReferenceDevice device) => Models.GetValueOrDefault(device.Id) ?? new ModelMeaning();

    public Meaning Of(ReferenceDevice device, ReferenceRegister register)
    {
        var model = Of(device).Registers;
        return model.GetValueOrDefault(register.Name) ?? model.GetValueOrDefault(register.Setting)
            ?? Registers.GetValueOrDefault(register.Name) ?? Registers.GetValueOrDefault(register.Setting) ?? Meaning.None;
    }
}

internal sealed record ModelMeaning
{
    public string? Why { get; init; }
    public bool OneValuePerRequest { get; init; }

    /// <summary>Requests must stay inside a block of so many addresses; 0 is no such rule.</summary>
    public int BlockSize { get; init; }

    public bool AnyUnit { get; init; }
    public bool DirectCurrent { get; init; }
    public int? MaximumClients { get; init; }
    public int? IdleS { get; init; }

    /// <summary>Silence after which its fallback is in force, as its electrician set it, when the facts name no time.</summary>
    public double CommissionedTimeoutS { get; init; } = 60;

    /// <summary>A value of the life bit that switches the watch off.</summary>
    public int? LifeBitOff { get; init; }

    /// <summary>The fallback current that means "go on as before".</summary>
    public double? FailsafeKeepsAtA { get; init; }

    /// <summary>Below it the session stops.</summary>
    public double MinimumW { get; init; }

    public IReadOnlyDictionary<string, Meaning> Registers { get; init; } = new Dictionary<string, Meaning>();
}

internal sealed record Meaning
{
    public static readonly Meaning None = new();

    public string? Why { get; init; }
    public IReadOnlyDictionary<string, JsonElement>? Codes { get; init; }
    public double? Value { get; init; }
    public string? Reads { get; init; }
    public IReadOnlyList<long>? Pauses { get; init; }
    public IReadOnlyList<long>? Releases { get; init; }
    public IReadOnlyDictionary<long, int>? Phases { get; init; }
    public IReadOnlyDictionary<int, long>? ShownPhases { get; init; }
    public IReadOnlyDictionary<long, double>? Means { get; init; }
    public IReadOnlyList<double[]>? Allows { get; init; }
    public IReadOnlyDictionary<string, long>? Needs { get; init; }
    public IReadOnlyList<string>? Packs { get; init; }
    public bool Inert { get; init; }
    public bool Utf16 { get; init; }
    public double? PausesAbove { get; init; }
    public long? WholeAmpereUpTo { get; init; }
    public double? OnePhaseUpTo { get; init; }
}
