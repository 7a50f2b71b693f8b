using Unbraid.Service.Settings;
using Unbraid.Service.Storage;
using Unbraid.Service.Storage.Databases;

namespace Unbraid.Service.Security;

/// <summary>Where a set-up keeps what says who comes in.</summary>
/// <param name="Keys">The signing keys.</param>
/// <param name="Tokens">The list of tokens.</param>
internal sealed record SecretTexts(IGuardedText Keys, IGuardedText Tokens)
{
    /// <summary>Files of the data folder; where several processes may share a database, in that, unless a file of keys is named.</summary>
    /// <exception cref="ServiceException">The file that is named is not there, or the database cannot be used.</exception>
    public static SecretTexts Of(ServiceSettings settings)
    {
        var folder = settings.DataFolder;
        var database = PostgresAddress.Parse(settings.Get<StorageOptions>().Database);
        IGuardedText keys = settings.Get<TokenOptions>().SigningKeyFile is { } named ? Named(named)
            : database is null ? new GuardedFile(Path.Combine(folder, "signing.key"))
            : PostgresText.Open(database, "signing keys");
        return new SecretTexts(keys, database is null ? new GuardedFile(Path.Combine(folder, "tokens.json")) : PostgresText.Open(database, "tokens"));
    }

    private static GuardedFile Named(string file) => File.Exists(file)
        ? new GuardedFile(Path.GetFullPath(file))
        : throw new ServiceException($"The signing key {file} is not there; put it there, or correct {Setting.Say(nameof(TokenOptions.SigningKeyFile))}.");
}
