namespace Clemap.Simulator.Physics;

/// <summary>Where the sun stands, good to about a degree: enough for the yield of a roof.</summary>
internal static class Sun
{
    private const double ZurichLatitudeDeg = 47.37;
    private const double ZurichLongitudeDeg = 8.54;
    private const double RoofTiltDeg = 30;
    private const double Deg = Math.PI / 180;

    /// <summary>Share of the peak power that a roof in Zürich, tilted to the south, yields under a clear sky: 0 to about 0.9.</summary>
    public static double ClearSkyShare(long unixSeconds)
    {
        var days = unixSeconds / 86400.0 - 10957.5; // since 2000-01-01 12:00 UTC
        var meanLongitude = (280.46 + 0.9856474 * days) * Deg;
        var anomaly = (357.528 + 0.9856003 * days) * Deg;
        var ecliptic = meanLongitude + (1.915 * Math.Sin(anomaly) + 0.02 * Math.Sin(2 * anomaly)) * Deg;
        var declination = Math.Asin(Math.Sin(23.439 * Deg) * Math.Sin(ecliptic));
        var rightAscension = Math.Atan2(Math.Cos(23.439 * Deg) * Math.Sin(ecliptic), Math.Cos(ecliptic));
        var siderealDeg = 280.46062 + 360.98564737 * days + ZurichLongitudeDeg;
        var hourAngle = siderealDeg * Deg - rightAscension;
        var (sinLatitude, cosLatitude) = Math.SinCos(ZurichLatitudeDeg * Deg);
        var (sinDeclination, cosDeclination) = Math.SinCos(declination);
        var cosHour = Math.Cos(hourAngle);
        var sinElevation = sinLatitude * sinDeclination + cosLatitude * cosDeclination * cosHour;
        if (sinElevation <= 0) return 0;
        // A plane tilted to the south sees the sun as the horizontal plane so many degrees nearer to the equator does.
        var (sinPlane, cosPlane) = Math.SinCos((ZurichLatitudeDeg - RoofTiltDeg) * Deg);
        var incidence = sinPlane * sinDeclination + cosPlane * cosDeclination * cosHour;
        var airMass = 1 / (sinElevation + 0.05);
        var direct = Math.Max(0, incidence) * Math.Pow(0.75, Math.Pow(airMass, 0.68)) * 1.05;
        return Math.Min(0.92, direct + 0.1 * sinElevation);
    }
}
