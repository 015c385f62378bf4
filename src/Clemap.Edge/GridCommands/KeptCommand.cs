using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Contracts.GridCommands;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.GridCommands;

/// <summary>A command as it was taken, and how it stands.</summary>
/// <param name="Order">What load control makes of it; <see langword="null"/> when it is refused.</param>
/// <param name="IsGone">It counts as taken back only because a list did not have it: with a list that has it, it comes back.</param>
internal sealed record KeptCommand(GridCommand Command, GridOrder? Order, GridCommandReport State, bool IsReported = false, bool IsGone = false)
{
    public bool IsOver => State.State is GridCommandState.Ended or GridCommandState.Refused;

    public KeptCommand Now(string state, DateTimeOffset at) => State.State == state ? this : this with { State = new(Command.Id, state, at), IsReported = false };
}

/// <summary>On the disk.</summary>
/// <param name="SeenAt">The latest time that the controller knew of, UTC: time went on from there.</param>
internal sealed record KeptCommands(DateTimeOffset SeenAt, IReadOnlyList<KeptLine> Commands);

internal sealed record KeptLine(GridCommand Command, GridCommandReport State, bool IsReported = false, bool IsGone = false);

// A number that is too large is read as infinite; what is refused for it is kept like all else.
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(KeptCommands))]
[JsonSerializable(typeof(KeptRestriction))]
internal sealed partial class GridJson : JsonSerializerContext;
