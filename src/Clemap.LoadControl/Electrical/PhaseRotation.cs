using System.Diagnostics.CodeAnalysis;

namespace Clemap.LoadControl.Electrical;

/// <summary>
/// Which grid phase is wired to a station's first, second and third terminal. Installers rotate the phases from station to station, so that one-phase
/// cars, which all load the first terminal, spread over the grid's phases.
/// </summary>
/// <remarks><c>default</c> is a three-phase station whose rotation nobody wrote down.</remarks>
public readonly record struct PhaseRotation
{
    // Three digits 1 to 3 as written on the board, one digit when one phase is wired, null when unknown.
    private readonly string? _digits;
    private readonly bool _onePhaseUnknown;

    private PhaseRotation(string? digits, bool onePhaseUnknown)
    {
        _digits = digits;
        _onePhaseUnknown = onePhaseUnknown;
    }

    public static PhaseRotation Straight => new("123", false);

    /// <summary>A station of unknown wiring: with one phase it may load any of the three.</summary>
    public static PhaseRotation Unknown(int phases) => new(null, phases == 1);

    public bool IsKnown => _digits is not null;

    /// <summary>Phases wired, 1 or 3.</summary>
    public int Phases => _onePhaseUnknown || _digits?.Length == 1 ? 1 : 3;

    /// <summary>The grid phases a load on all wired terminals may use; all three while a one-phase wiring is unknown.</summary>
    public PhaseSet GridPhases => _digits?.Length == 1 ? (PhaseSet)(1 << (_digits[0] - '1')) : PhaseSet.All;

    /// <summary>The grid phases a load on the first terminals uses; all that may be meant while the rotation is unknown.</summary>
    public PhaseSet GridPhasesOf(int terminals)
    {
        if (_digits is null || terminals >= _digits.Length)
            return GridPhases;
        var phases = PhaseSet.None;
        for (var terminal = 0; terminal < terminals; terminal++)
            phases |= (PhaseSet)(1 << (_digits[terminal] - '1'));
        return phases;
    }

    /// <summary>Maps what is measured at the station's terminals to grid phases; unchanged when the rotation is unknown.</summary>
    public PhaseCurrents ToGrid(PhaseCurrents atTerminalsA)
    {
        if (_digits is null)
            return atTerminalsA;
        Span<double> grid = stackalloc double[3];
        for (var terminal = 0; terminal < _digits.Length; terminal++)
            grid[_digits[terminal] - '1'] = atTerminalsA[(Phase)terminal];
        return new PhaseCurrents(grid[0], grid[1], grid[2]);
    }

    /// <summary>Reads <c>123</c>, <c>231</c>, <c>312</c>, <c>132</c>, <c>213</c>, <c>321</c>, one digit, or <c>unknown</c> (three phases).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PhaseRotation rotation)
    {
        rotation = default;
        if (text == "unknown")
            return true;
        if (text is not ("123" or "231" or "312" or "132" or "213" or "321" or "1" or "2" or "3"))
            return false;
        rotation = new PhaseRotation(text, false);
        return true;
    }

    /// <exception cref="FormatException">The text is none of the forms of <see cref="TryParse"/>.</exception>
    public static PhaseRotation Parse(string text) =>
        TryParse(text, out var rotation) ? rotation : throw new FormatException($"'{text}' is not a phase rotation.");

    public override string ToString() => _digits ?? "unknown";
}
