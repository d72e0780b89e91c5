package platform

import "strings"

// The types of image repositories, as App Runner names them.
const (
	RepositoryECR       = "ECR"
	RepositoryECRPublic = "ECR_PUBLIC"
)

// Watches tells whether the service is deployed anew when its image's tag comes
// to stand for something else: not from ECR Public, as App Runner has it, and
// not where the image is named by its digest.
func (c Configuration) Watches() bool {
	return c.AutoDeployments && c.Image.RepositoryType == RepositoryECR && !strings.Contains(c.Image.Identifier, "@")
}

// SeePush is the service after a look at what the registry has for its tag, and
// whether that is a reason for a deployment: it is not what runs, and no
// deployment was begun because of it. One that failed is not begun again while
// the tag stays as it is.
func (s Service) SeePush(digest string) (seen Service, deploy bool) {
	if s.Status != Running || !s.Configuration.Watches() || digest == s.PushSeen {
		return s, false
	}
	if _, runs, _ := strings.Cut(s.Configuration.Image.Resolved, "@"); digest == runs {
		s.PushSeen = ""
		return s, false
	}
	s.PushSeen = digest
	return s, true
}
