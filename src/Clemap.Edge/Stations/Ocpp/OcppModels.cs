using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>
/// Stations that speak OCPP 1.6J. All take their limit as a profile, which they keep until it ends; <c>ocpp-generic</c> is for those that nobody listed.
/// </summary>
internal static class OcppModels
{
    public static readonly IReadOnlyList<ModelDocument> Documents =
    [
        Document("ocpp-autel", "Autel", "MaxiCharger AC", "medium"),
        Document("ocpp-charge-amps", "Charge Amps", "Halo, Dawn, Aura", "medium"),
        Document("ocpp-evbox", "EVBox", "Elvi, Livo, BusinessLine", "medium"),
        Document("ocpp-generic", "any", "with OCPP 1.6J and Smart Charging", "high"),
        Document("ocpp-hager", "Hager", "witty one, pro, park 2", "medium"),
    ];

    public static bool IsOcpp(string model) => Documents.Any(known => known.Id == model);

    // What it can is asked of each station when it connects; this is what the profile Smart Charging promises.
    private static ModelDocument Document(string id, string maker, string model, string confidence) =>
        new(id, maker, model, "ocpp 1.6j", confidence, Experimental: false, new(
            "A", 0.1, "limit", PhaseSwitching: false, Card: true, Currents: true, "lifetime", "profileEnds", FallsBack: true, (OcppStation.Lifetime + ClockWatch.Tolerated).TotalSeconds, Firmware: null));
}
