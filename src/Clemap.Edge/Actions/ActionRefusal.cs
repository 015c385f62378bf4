namespace Clemap.Edge.Actions;

/// <summary>Why an action was not done.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">One plain English sentence.</param>
internal sealed record ActionRefusal(string Code, string Message)
{
    public static ActionRefusal NotOffered { get; } = new("not-offered", "A station of this model cannot do this from here.");

    public static ActionRefusal UnknownStation { get; } = new("unknown-station", "There is no such station at this site.");

    public static ActionRefusal UnknownKind { get; } = new("unknown-kind", "This version of the controller does not know such an action.");

    public static ActionRefusal Locked { get; } = new("locked", "The station is locked; unlock it first.");

    /// <summary>The station itself said no.</summary>
    public static ActionRefusal ByStation(string call, string answer) => new("refused-by-station", $"The station answered {call} with {answer}.");
}
