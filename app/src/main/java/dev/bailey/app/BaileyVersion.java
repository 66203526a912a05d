package dev.bailey.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version as the jar states it. */
final class BaileyVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = BaileyVersion.class.getPackage().getImplementationVersion();
        return new String[] {"bailey " + Objects.requireNonNullElse(version, "(development)")};
    }
}
