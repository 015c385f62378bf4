namespace Clemap.Telemetry.Rollups;

/// <summary>
/// What one step of a register, from <c>before</c> at <c>before_at</c> to <c>wh</c> at <c>at</c>, counts. A fall is a roll-over when that is plausible, else
/// an exchange of the meter; a rise that no installation could take is a fault and counts as not known.
/// </summary>
internal static class RegisterRules
{
    /// <summary>A rise that needs no explanation, Wh: one tick of a register that counts whole kWh.</summary>
    public const int GraceWh = 1_000;

    /// <summary>What an installation is taken to draw at most when nothing else is known, W.</summary>
    public const int UnmeasuredW = 250_000;

    /// <summary>
    /// Where registers start again at zero, Wh: eight or nine digits, or 31 or 32 bits, of 1, 10, 100 or 1000 Wh each.
    /// </summary>
    public static readonly long[] Moduli =
    [
        .. new[] { 100_000_000L, 1_000_000_000L, 1L << 31, 1L << 32 }.SelectMany(modulus => new[] { modulus, modulus * 10, modulus * 100, modulus * 1_000 }).Distinct().Order(),
    ];

    /// <summary>The highest power within a quarter hour around either end of the step, W.</summary>
    public const string PowerAround =
        """
        select greatest(max(abs(active_min)), max(abs(active_max)))::float8 as power_w from (
            select active_min, active_max from telemetry.reading_minute where organisation_id = $1 and source_id = t.source_id
                and at >= step.before_at - interval '15 minutes' and at <= step.before_at + interval '15 minutes'
            union all
            select active_min, active_max from telemetry.reading_minute where organisation_id = $1 and source_id = t.source_id
                and at >= step.at - interval '15 minutes' and at <= step.at + interval '15 minutes') around
        """;

    /// <summary>Counted through the nearest modulus; no roll-over if that is more than a tenth of it.</summary>
    public static readonly string RollOver =
        $"""
        select modulus - step.before + step.wh as rolled_wh from unnest('{"{"}{string.Join(',', Moduli)}{"}"}'::bigint[]) modulus
        where modulus > step.before and (modulus - step.before + step.wh) <= modulus / 10 order by modulus limit 1
        """;

    /// <summary>Wh of the step; null for a fault.</summary>
    public static readonly string Counted =
        $"""
        case
            when wh >= before and wh - before <= {GraceWh} then wh - before
            when wh >= before then case when wh - before <= {Plausible($"greatest(2 * power_w, {UnmeasuredW})")} then wh - before end
            when rolled_wh <= {Plausible($"coalesce(2 * power_w, {UnmeasuredW})")} then rolled_wh
            else 0 end
        """;

    /// <summary>A rise of as much counts whatever was measured around it, Wh: <see cref="Counted"/> without the look at the power, in whole numbers.</summary>
    /// <param name="seconds">Length of the step, whole seconds.</param>
    public static string SurelyPlausibleWh(string seconds) => $"{UnmeasuredW} * ({seconds} + 60) / 3600 + {GraceWh}";

    private static string Plausible(string powerW) => $"{powerW} * (extract(epoch from at - before_at)::float8 + 60) / 3600 + {GraceWh}";
}
