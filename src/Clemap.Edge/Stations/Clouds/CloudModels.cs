using Clemap.Edge.Configuration;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Stations.Clouds.Easee;
using Clemap.Edge.Stations.Clouds.SmartMe;
using Clemap.Edge.Stations.Clouds.Wallbox;
using Clemap.Edge.Stations.Clouds.Zaptec;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>Stations that are reached through their maker's cloud.</summary>
internal static class CloudModels
{
    private const string EaseeModel = "easee-cloud";
    private const string SmartMeModel = "smartme-pico-rest";
    private const string WallboxModel = "wallbox-cloud";
    private const string ZaptecModel = "zaptec-cloud";

    public static IReadOnlyList<ModelDocument> Documents { get; } =
    [
        new(EaseeModel, "Easee", "Home, Charge, Charge Max, Charge Up, One", "cloud", "high", Experimental: false, new(
            "A", 1, "limit", PhaseSwitching: false, Card: false, Currents: true, "session", "repeatedWrite", FallsBack: true,
            EaseeStation.FallsBackAfter.TotalSeconds, Firmware: null)),
        new(SmartMeModel, "smart-me", "Pico (cloud)", "cloud", "medium", Experimental: false, new(
            "A", 1, "limit", PhaseSwitching: false, Card: false, Currents: true, "session", "cloudSetting", FallsBack: false, FallbackS: null, Firmware: null)),
        new(WallboxModel, "Wallbox", "Pulsar, Pulsar Plus, Pulsar Max, Copper SB, Commander, Quasar", "cloud", "medium", Experimental: false, new(
            "A", 1, "release", PhaseSwitching: false, Card: false, Currents: false, "session", "none", FallsBack: false, FallbackS: null, Firmware: null)),
        new(ZaptecModel, "Zaptec", "Go, Go 2, Pro", "cloud", "high", Experimental: false, new(
            "A", 1, "both", PhaseSwitching: false, Card: true, Currents: true, "session", "cloudSetting", FallsBack: false, FallbackS: null, Firmware: null)),
    ];

    /// <summary>Of a station or a meter; <see langword="null"/> for a model that is reached otherwise.</summary>
    public static CloudVendor? VendorOf(string model) => model switch
    {
        EaseeModel => CloudVendors.Easee,
        SmartMeModel or SmartMeMeter.Model => CloudVendors.SmartMe,
        WallboxModel => CloudVendors.Wallbox,
        ZaptecModel => CloudVendors.Zaptec,
        _ => null,
    };

    public static (double LowestA, double HighestA)? Limits(string model) => VendorOf(model) is null ? null : (6, 32);

    public static IReadOnlyList<string> Commissioning(string model) => model switch
    {
        EaseeModel =>
        [
            "It has a circuit of its own in the Easee app: the controller limits that circuit, and sets the current that holds without a connection (offline).",
            "The maximum of circuit and charger is what its supply line carries, and maximumA is not above it.",
            "No schedule, smart charging or load balancing (Equalizer) limits it.",
            "minimumA is 7: a car that is offered 6 A may start five minutes late.",
        ],
        SmartMeModel =>
        [
            "It is alone in its load-management group, and the group is set to its minimum when the connection is lost.",
            "The account has a licence that lets programs control it; the key is one that may write.",
            "The maximum of the station is what its supply line carries, and maximumA is not above it.",
        ],
        WallboxModel =>
        [
            "The maximum of the charger (its internal switch) is what its supply line carries, and maximumA is not above it.",
            "Power Boost, Eco-Smart and schedules are off, and nobody sets a current in the app.",
        ],
        ZaptecModel =>
        [
            "The account owns the installation; its load management is Zaptec's, neither stand-alone nor another party's.",
            "The available current of the installation is what its supply line carries: the controller leaves it alone.",
            "The maximum of the installation fits its fuse, and maximumA is not above what the line of the charger carries.",
        ],
        _ => [],
    };

    public static IStation Create(StationConfiguration station, CloudAccounts accounts, TimeProvider time)
    {
        string id = station.Cloud!.Id;
        var account = accounts.Join(station.Cloud.Account);
        return station.Model switch
        {
            EaseeModel => new EaseeStation(account, id, station.FallbackA, time),
            SmartMeModel => new SmartMeStation(account, id, time),
            WallboxModel => new WallboxStation(account, id, time),
            ZaptecModel => new ZaptecStation(account, id, station.MaximumA, time),
            _ => throw new ArgumentOutOfRangeException(nameof(station), station.Model, "The configuration lets only known models through."),
        };
    }
}
