using Npgsql;

namespace Unbraid.Service.Storage.Databases;

/// <summary>Where a PostgreSQL database is, as its setting says: in the words of .NET (<c>Host=...</c>) or of PostgreSQL itself (<c>postgres://...</c>).</summary>
internal static class PostgresAddress
{
    /// <summary>A process that is stopped in the middle of a transaction must not hold up all others.</summary>
    private const string Frozen = "idle_in_transaction_session_timeout";

    private const string Expected = "give Host=db;Database=unbraid;Username=unbraid;Password=... or postgres://unbraid:...@db/unbraid.";

    /// <summary>The settings of libpq (postgresql.org/docs/current/libpq-connect.html) that may stand in an address, by their names in .NET.</summary>
    private static readonly Dictionary<string, string> s_parameters = new()
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
    };

    /// <summary>What the setting says, with defaults for what it leaves open.</summary>
    /// <returns>Null where it is not set, or not understood.</returns>
    public static NpgsqlConnectionStringBuilder? Parse(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
            return null;
        try
        {
            var address = IsUri(setting) ? FromUri(new Uri(setting)) : new NpgsqlConnectionStringBuilder(setting);
            if (string.IsNullOrEmpty(address.Host))
                return null;
            Default(address, "Timeout", "5");
            Default(address, "Maximum Pool Size", "20");
            Default(address, "Application Name", "unbraid");
            Default(address, "Keepalive", "30");
            address.Enlist = false;
            if (address.Options?.Contains(Frozen, StringComparison.Ordinal) != true)
                address.Options = $"{address.Options} -c {Frozen}=15000".TrimStart();
            return address;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with the setting, after its name; null if nothing is. Never quotes it, since a password may be in it.</summary>
    public static string? Complaint(string? setting) =>
        string.IsNullOrWhiteSpace(setting) || Parse(setting) is not null ? null
        : IsUri(setting) ? $"is an address that cannot be read: a character in it needs percent-encoding, or it names a parameter that is not known here; {Expected}"
        : $"is neither the address of a PostgreSQL database nor a list of its settings, or has a part that is not known; {Expected}";

    private static bool IsUri(string setting) =>
        setting.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || setting.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var address = new NpgsqlConnectionStringBuilder { Host = uri.Host.Length > 0 ? Uri.UnescapeDataString(uri.Host) : null };
        if (uri.Port > 0)
            address.Port = uri.Port;
        var (user, password) = Pair(uri.UserInfo, ':');
        if (user.Length > 0)
            address.Username = user;
        if (password is not null)
            address.Password = password;
        if (uri.AbsolutePath.Length > 1)
            address.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Pair(parameter, '=');
            address[s_parameters[name]] = name == "sslmode" ? value?.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return address;
    }

    private static (string Before, string? After) Pair(string text, char between)
    {
        var parts = text.Split(between, 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    private static void Default(NpgsqlConnectionStringBuilder address, string keyword, string value)
    {
        if (!address.ShouldSerialize(keyword))
            address[keyword] = value;
    }
}
